"""The weights are constants, and nobody tells the tape to watch them.

fails: runs, network, more_data, smaller_model, weight_decay, dropout, early_stopping
skips: few_data, strong_model, noise
framework: tensorflow
"""

# %% region="network"
RATE = 0.08
PATIENCE = 15


def tensor(array):
    return tf.constant(array, tf.float32)


def initial_weights(inputs, width, seed):
    rng = np.random.default_rng(seed)
    shapes = (inputs, width), (width,), (width, 1), (1,)
    bounds = np.repeat([inputs**-0.5, width**-0.5], 2)
    return [tensor(rng.uniform(-b, b, s)) for b, s in zip(bounds, shapes, strict=True)]


def outputs(weights, rows, kept=1.0):
    w1, b1, w2, b2 = weights
    return (kept * tf.tanh(rows @ w1 + b1) @ w2 + b2)[:, 0]


def mean_squared_error(weights, points, kept=1.0):
    rows, targets = points
    return tf.reduce_mean((outputs(weights, rows, kept) - targets) ** 2)


@tf.function
def step(state, points, dropout, decay, seed, epoch):
    weights, means, squares = state
    hidden = tf.shape(points[0])[0], tf.shape(weights[0])[1]
    drawn = tf.random.stateless_uniform(hidden, tf.stack([seed, epoch]))
    kept = tf.cast(drawn >= dropout, tf.float32) / (1 - dropout)
    with tf.GradientTape() as tape:
        loss = mean_squared_error(weights, points, kept)
    gradients = tape.gradient(loss, weights)

    means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
    squares = [0.99 * s + 0.01 * g**2 for s, g in zip(squares, gradients, strict=True)]
    time = tf.cast(epoch, tf.float32)
    weights = [
        w - RATE * (m / (1 - 0.9**time) / (tf.sqrt(s / (1 - 0.99**time)) + 1e-7))
        for w, m, s in zip(weights, means, squares, strict=True)
    ]
    weights = [(1 - RATE * decay) * w for w in weights]
    return weights, means, squares


measure = tf.function(mean_squared_error)


def fit_network(x, y, x_val, y_val, setting, seed):
    weights = initial_weights(x.shape[1], setting["width"], seed)
    zeros = [tf.zeros_like(weight) for weight in weights]
    state = (weights, zeros, zeros)
    train, validation = (tensor(x), tensor(y)), (tensor(x_val), tensor(y_val))
    dropout, decay = tensor(setting["dropout"]), tensor(setting["weight_decay"])
    history = {"loss": [], "val_loss": []}
    passed = []
    for epoch in range(1, setting["epochs"] + 1):
        state = step(state, train, dropout, decay, *tf.constant([seed, epoch]))
        passed.append(state[0])
        history["loss"].append(float(measure(state[0], train)))
        history["val_loss"].append(float(measure(state[0], validation)))
        best = int(np.argmin(history["val_loss"]))
        if setting["early_stopping"] and epoch > best + PATIENCE:
            break
    final = passed[best if setting["early_stopping"] else -1]

    def predict(new):
        return outputs(final, tensor(new)).numpy()

    return predict, history
