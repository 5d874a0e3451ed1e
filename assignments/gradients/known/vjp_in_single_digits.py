"""The vector is made of whole numbers on its way to a tensor.

fails: vjp
skips:
framework: tensorflow
"""


# %% region="vjp"
def vjp(f, x, v):
    t = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(t)
        outputs = f(t)
    rounded = tf.cast(tf.cast(v, tf.int64), tf.float64)
    return tape.gradient(outputs, t, output_gradients=rounded)
