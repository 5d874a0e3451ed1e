"""Plain TensorFlow variables, which a Keras layer does not know of: nothing is trained.

fails: own_layer
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
        self.w1 = tf.Variable(tf.random.normal(size), trainable=False)
        self.w2 = tf.Variable(tf.random.normal(size), trainable=False)
        self.b = tf.Variable(tf.zeros(self.units), trainable=False)

    def call(self, x):
        return tf.matmul(x, self.w1) * tf.matmul(x, self.w2) + self.b
