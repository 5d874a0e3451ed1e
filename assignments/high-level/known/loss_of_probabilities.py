"""A softmax before the loss that makes one of its own: the gradient is too small.

fails: own_loop
skips:
framework: keras
"""


# %% region="own-loop"
def own_loop(model, x, y, rate, steps):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            probabilities = tf.nn.softmax(model(x, training=True))
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(y, probabilities)
            )
        weights = model.trainable_variables
        for weight, slope in zip(weights, tape.gradient(loss, weights), strict=True):
            weight.assign_sub(rate * slope)
        losses.append(float(loss))
    return losses
