"""The layer adds where it should multiply; the loop adds up losses instead of averaging.

fails: own_layer, own_loop
skips:
framework: keras
"""


# %% region="own-layer"
class OwnLayer(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        size = (input_shape[-1], self.units)
        self.w1 = self.add_weight(shape=size, name="w1")
        self.w2 = self.add_weight(shape=size, name="w2")
        self.b = self.add_weight(shape=(self.units,), name="b")

    def call(self, x):
        return tf.matmul(x, self.w1) + tf.matmul(x, self.w2) + self.b


# %% region="own-loop"
def own_loop(model, x, y, rate, steps):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_sum(
                tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
            )
        weights = model.trainable_variables
        for weight, slope in zip(weights, tape.gradient(loss, weights), strict=True):
            weight.assign_sub(rate * slope)
        losses.append(float(loss))
    return losses
