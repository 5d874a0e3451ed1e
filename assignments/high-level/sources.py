"""Functions that the kernel makes, through which the notebook's own are called.

They build models, set weights and read them back: arrays in, arrays out. What they are
in Keras and in PyTorch differs; what they return does not.
"""

from __future__ import annotations

from grader.evidence import Function

MODULES = {
    "keras": {"m": "keras", "n": "numpy"},
    "lightning": {"m": "torch", "n": "numpy"},
}

# Weights are redrawn: biases that start at zero would not show in the outputs.
NETWORK = {
    "keras": """
def f(x, inputs, hidden, classes, seed):
    model = {name}(inputs, hidden, classes)
    model(x)
    rng = n.random.default_rng(seed)
    for w in model.weights:
        w.assign(rng.normal(size=w.shape))
    kind = "other"
    if isinstance(model, m.Sequential):
        kind = "sequential"
    elif isinstance(model, m.Model) and not type(model).__module__.startswith("keras"):
        kind = "own"
    found = {{str(i): w for i, w in enumerate(model.weights)}}
    return {{"kind": kind, "outputs": model(x), **found}}
""",
    "lightning": """
def f(x, inputs, hidden, classes, seed):
    model = {name}(inputs, hidden, classes).cpu().eval()
    rng = n.random.default_rng(seed)
    with m.no_grad():
        for w in model.parameters():
            w.copy_(m.tensor(rng.normal(size=tuple(w.shape))))
        outputs = model(m.tensor(x))
    kind = "other"
    if isinstance(model, m.nn.Sequential):
        kind = "sequential"
    elif isinstance(model, m.nn.Module) and not type(model).__module__.startswith(
        ("torch", "lightning")
    ):
        kind = "own"
    found = {{str(i): w for i, w in enumerate(model.parameters())}}
    return {{"kind": kind, "outputs": outputs, **found}}
""",
}
STOPPING = """
def f(x, y, x_val, y_val, fresh, patience, epochs, seed):
    losses, predict = fit_with_early_stopping(
        x, y, x_val, y_val, patience, epochs, seed
    )
    return {
        "val_loss": [float(v) for v in losses],
        "val": predict(x_val), "fresh": predict(fresh),
    }
"""
# A linear layer below shows whether a gradient gets through the student's.
OWN_LAYER = {
    "keras": """
def f(x, target, a, w1, w2, b, rate):
    below = m.layers.Dense(a.shape[1], use_bias=False)
    layer = OwnLayer(b.shape[0])
    model = m.Sequential([m.Input((x.shape[1],)), below, layer])
    below.kernel.assign(a)
    for own, value in ((layer.w1, w1), (layer.w2, w2), (layer.b, b)):
        own.assign(value)
    outputs = n.array(model(x))
    model.compile(m.optimizers.SGD(rate), "mse", run_eagerly=True)
    model.train_on_batch(x, target)
    return outputs, layer.w1, layer.w2, layer.b, below.kernel
""",
    "lightning": """
def f(x, target, a, w1, w2, b, rate):
    below = m.nn.Linear(*a.shape, bias=False)
    layer = OwnLayer(a.shape[1], b.shape[0])
    model = m.nn.Sequential(below, layer).cpu()
    with m.no_grad():
        below.weight.copy_(m.tensor(a.T))
        for own, value in ((layer.w1, w1), (layer.w2, w2), (layer.b, b)):
            own.copy_(m.tensor(value))
    optimizer = m.optim.SGD(model.parameters(), lr=rate)
    outputs = model(m.tensor(x))
    m.nn.functional.mse_loss(outputs, m.tensor(target)).backward()
    optimizer.step()
    return outputs, layer.w1, layer.w2, layer.b, below.weight.T
""",
}
OWN_LOOP = {
    "keras": """
def f(x, y, w1, b1, w2, b2, rate, steps):
    model = m.Sequential([
        m.Input((x.shape[1],)),
        m.layers.Dense(b1.shape[0], activation="tanh"),
        m.layers.Dense(b2.shape[0]),
    ])
    model.set_weights([w1, b1, w2, b2])
    losses = own_loop(model, x, y, rate, steps)
    return (losses, *model.get_weights())
""",
    "lightning": """
def f(x, y, w1, b1, w2, b2, rate, steps):
    first, last = m.nn.Linear(*w1.shape), m.nn.Linear(*w2.shape)
    model = m.nn.Sequential(first, m.nn.Tanh(), last)
    with m.no_grad():
        for own, value in (
            (first.weight, w1.T),
            (first.bias, b1),
            (last.weight, w2.T),
            (last.bias, b2),
        ):
            own.copy_(m.tensor(value))
    losses = own_loop(model, x, y, rate, steps)
    return losses, first.weight.T, first.bias, last.weight.T, last.bias
""",
}


def network(framework: str, name: str) -> Function:
    """(x, inputs, hidden, classes, seed) -> kind, outputs, weights in any order."""
    source = NETWORK[framework].format(name=name)
    return Function(source, MODULES[framework], (name,))


def stopping() -> Function:
    """(x, y, x_val, y_val, fresh, patience, epochs, seed) -> val_loss, val, fresh."""
    return Function(STOPPING, names=("fit_with_early_stopping",))


def own_layer(framework: str) -> Function:
    """(x, target, a, w1, w2, b, rate) -> outputs; w1, w2, b, a after one step."""
    return Function(OWN_LAYER[framework], MODULES[framework], ("OwnLayer",))


def own_loop(framework: str) -> Function:
    """(x, y, w1, b1, w2, b2, rate, steps) -> losses; w1, b1, w2, b2 after all steps."""
    return Function(OWN_LOOP[framework], MODULES[framework], ("own_loop",))
