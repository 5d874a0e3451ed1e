"""A constant that the tape was not told to watch: its gradient is None.

fails: value_and_grad, descent
skips:
framework: tensorflow
"""


# %% region="value-and-grad"
def value_and_grad(f, x):
    t = tf.constant(x)
    with tf.GradientTape() as tape:
        value = f(t)
    return value, tape.gradient(value, t)
