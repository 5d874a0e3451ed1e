"""Only whole batches: a short last one is dropped.

fails: loop
skips:
framework: tensorflow
"""


# %% region="loop"
def logistic_epoch(x, y, w, b, rate, batch):
    weights, bias = tf.Variable(w), tf.Variable(b, dtype=tf.float64)
    losses, all_weights, all_biases = [], [], []
    for start in range(0, len(x) - batch + 1, batch):
        inputs = tf.constant(x[start : start + batch])
        classes = tf.cast(y[start : start + batch], tf.float64)
        with tf.GradientTape() as tape:
            logits = tf.linalg.matvec(inputs, weights) + bias
            loss = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(classes, logits)
            )
        by_weights, by_bias = tape.gradient(loss, [weights, bias])
        weights.assign_sub(rate * by_weights)
        bias.assign_sub(rate * by_bias)
        losses.append(loss.numpy())
        all_weights.append(weights.numpy())
        all_biases.append(bias.numpy())
    return np.array(losses), np.array(all_weights), np.array(all_biases)
