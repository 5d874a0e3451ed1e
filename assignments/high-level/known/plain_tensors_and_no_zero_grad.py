"""Weights that are no Parameter are not trained; gradients are never reset.

fails: own_layer, own_loop
skips:
framework: lightning
"""


# %% region="own-layer"
class OwnLayer(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w1 = torch.randn(inputs, units)
        self.w2 = torch.randn(inputs, units)
        self.b = torch.zeros(units)

    def forward(self, x):
        return (x @ self.w1) * (x @ self.w2) + self.b


# %% region="own-loop"
def own_loop(model, x, y, rate, steps):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        with torch.no_grad():
            for weight in model.parameters():
                weight -= rate * weight.grad
        losses.append(loss.item())
    return losses
