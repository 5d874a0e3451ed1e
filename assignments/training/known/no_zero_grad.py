"""Gradients are never reset: each step repeats those before.

fails: loop
skips:
"""


# %% region="loop"
def logistic_epoch(x, y, w, b, rate, batch):
    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=rate)
    passed = []
    for inputs, classes in zip(
        torch.tensor(x).split(batch), torch.tensor(y).split(batch)
    ):
        logits = inputs @ weights + bias
        loss = functional.binary_cross_entropy_with_logits(logits, classes.double())
        loss.backward()
        optimizer.step()
        passed.append((loss.detach(), weights.detach().clone(), bias.detach().clone()))
    return tuple(torch.stack(values) for values in zip(*passed))
