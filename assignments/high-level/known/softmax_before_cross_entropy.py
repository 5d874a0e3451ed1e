"""A softmax at the end of the network, and a loss that makes one of its own.

fails: multiclass, own_loop
skips:
framework: lightning
"""


# %% region="fit-multiclass"
def fit_multiclass(x, y, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(x.shape[1], 16), nn.ReLU(), nn.Linear(16, 4), nn.Softmax(dim=1)
    )
    train(Learner(network, nn.CrossEntropyLoss(), rate=0.01), Batches(x, y, 64), 4)
    return predictor(network, nn.Identity())


# %% region="own-loop"
def own_loop(model, x, y, rate, steps):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    losses = []
    for _ in range(steps):
        model.zero_grad()
        loss = nn.functional.cross_entropy(torch.softmax(model(x), dim=1), y)
        loss.backward()
        with torch.no_grad():
            for weight in model.parameters():
                weight -= rate * weight.grad
        losses.append(loss.item())
    return losses
