"""Each step makes new weights; the graph that measures was traced with the first ones.

framework: tensorflow
fails: iris_history
skips: iris_curves
"""

# %% region="iris-train"
random = tf.random.Generator.from_seed(SEED)
standardise_iris = standardiser(x_train)
data = (standardise_iris(x_train), labels(y_train))
validation = (standardise_iris(x_val), labels(y_val))
variables = dense_network(4, IRIS_HIDDEN, 3, random)
iris_network = tf.nest.map_structure(tf.convert_to_tensor, variables)


@tf.function
def measured(x, y):
    logits = logits_of(iris_network, x)
    right = tf.cast(tf.argmax(logits, axis=1) == y, tf.float32)
    return cross_entropy(logits, y), tf.reduce_mean(right)


iris_history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
for epoch in range(200):
    with tf.GradientTape() as tape:
        tape.watch(iris_network)
        loss = cross_entropy(logits_of(iris_network, data[0]), data[1])
    gradients = tape.gradient(loss, iris_network)
    iris_network = tf.nest.map_structure(
        lambda weight, gradient: weight - 0.5 * gradient, iris_network, gradients
    )
    for prefix, (x, y) in (("", data), ("val_", validation)):
        loss, accuracy = measured(x, y)
        iris_history[f"{prefix}loss"].append(float(loss))
        iris_history[f"{prefix}accuracy"].append(float(accuracy))
