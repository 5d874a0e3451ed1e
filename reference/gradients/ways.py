"""The ways in which students write the functions of the gradients notebook.

``WAYS``: name of the notebook's function -> the ways to write it. Each takes a
precision first, that of the tensors it makes itself; those that are given tensors keep
to theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

Way = Callable[..., Any]


def watched(dtype: torch.dtype, x: Any) -> torch.Tensor:
    return torch.tensor(x, dtype=dtype, requires_grad=True)


# Tensors


def sigmoid_by_size(dtype, t):
    small = torch.exp(-t.abs())
    return torch.where(t >= 0, 1, small) / (1 + small)


def sigmoid_by_two_safe_branches(dtype, t):
    up, down = torch.exp(-t.clamp(min=0)), torch.exp(t.clamp(max=0))
    return torch.where(t >= 0, 1 / (1 + up), down / (1 + down))


def sigmoid_clamped(dtype, t):
    return 1 / (1 + torch.exp(-t.clamp(-500, 500)))


def sigmoid_by_tanh(dtype, t):
    return 0.5 * (1 + torch.tanh(t / 2))


def sigmoid_by_logarithm(dtype, t):
    return torch.exp(-torch.logaddexp(torch.zeros_like(t), -t))


def sigmoid_by_softplus(dtype, t):
    return torch.exp(-functional.softplus(-t))


def sigmoid_of_torch(dtype, t):
    return torch.sigmoid(t)


def softmax_by_amax(dtype, t):
    powers = torch.exp(t - t.amax(dim=-1, keepdim=True))
    return powers / powers.sum(dim=-1, keepdim=True)


def softmax_by_max(dtype, t):
    largest, _ = torch.max(t, dim=-1, keepdim=True)
    powers = (t - largest.detach()).exp()
    return powers / powers.sum(-1, keepdim=True)


def softmax_by_logarithm(dtype, t):
    return torch.exp(t - torch.logsumexp(t, dim=-1, keepdim=True))


def softmax_row_by_row(dtype, t):
    rows = [torch.exp(row - row.max()) for row in t]
    return torch.stack([row / row.sum() for row in rows])


def softmax_by_log_softmax(dtype, t):
    return torch.exp(torch.log_softmax(t, dim=-1))


def softmax_of_torch(dtype, t):
    return torch.softmax(t, dim=-1)


def distances_by_broadcasting(dtype, a, b):
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(dim=-1)


def distances_by_unsqueeze(dtype, a, b):
    return (a.unsqueeze(1) - b.unsqueeze(0)).pow(2).sum(2)


def distances_by_cdist(dtype, a, b):
    return torch.cdist(a, b) ** 2


def distances_by_squares(dtype, a, b):
    return (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T


def distances_by_norm(dtype, a, b):
    return torch.linalg.norm(a[:, None] - b[None], dim=-1) ** 2


def distances_by_einsum(dtype, a, b):
    difference = a[:, None] - b
    return torch.einsum("nmd,nmd->nm", difference, difference)


def distances_by_loops(dtype, a, b):
    return torch.stack([torch.stack([((p - q) ** 2).sum() for q in b]) for p in a])


# Derivatives


def gradient_by_backward(dtype, f, x):
    t = watched(dtype, x)
    value = f(t)
    value.backward()
    return value, t.grad


def gradient_by_autograd(dtype, f, x):
    t = watched(dtype, x)
    value = f(t)
    return value, torch.autograd.grad(value, t)[0]


def gradient_from_numpy(dtype, f, x):
    t = torch.from_numpy(x).to(dtype).requires_grad_()
    value = f(t)
    value.backward()
    return value.item(), t.grad.numpy()


def gradient_by_func(dtype, f, x):
    gradient, value = torch.func.grad_and_value(f)(torch.tensor(x, dtype=dtype))
    return value, gradient


def gradient_by_func_twice(dtype, f, x):
    t = torch.tensor(x, dtype=dtype)
    return f(t), torch.func.grad(f)(t)


def gradient_by_jacobian(dtype, f, x):
    t = torch.tensor(x, dtype=dtype)
    return f(t), torch.autograd.functional.jacobian(f, t)


def jacobian_by_jacrev(dtype, f, x):
    return torch.func.jacrev(f)(torch.tensor(x, dtype=dtype))


def jacobian_by_jacfwd(dtype, f, x):
    return torch.func.jacfwd(f)(torch.tensor(x, dtype=dtype))


def jacobian_of_autograd(dtype, f, x):
    return torch.autograd.functional.jacobian(f, torch.tensor(x, dtype=dtype))


def jacobian_row_by_row(dtype, f, x):
    t = watched(dtype, x)
    outputs = f(t)
    rows = [torch.autograd.grad(y, t, retain_graph=True)[0] for y in outputs]
    return torch.stack(rows)


def jacobian_by_one_hot(dtype, f, x):
    t = watched(dtype, x)
    outputs = f(t)
    rows = []
    for one in torch.eye(len(outputs), dtype=dtype):
        t.grad = None
        outputs.backward(one, retain_graph=True)
        rows.append(t.grad.clone())
    return torch.stack(rows)


def jacobian_by_gradients(dtype, f, x):
    count = len(f(torch.tensor(x, dtype=dtype)))
    rows = []
    for i in range(count):
        t = watched(dtype, x)
        f(t)[i].backward()
        rows.append(t.grad.numpy())
    return np.stack(rows)


def vjp_by_autograd(dtype, f, x, v):
    t = watched(dtype, x)
    return torch.autograd.grad(f(t), t, torch.tensor(v, dtype=dtype))[0]


def vjp_by_backward(dtype, f, x, v):
    t = watched(dtype, x)
    f(t).backward(torch.tensor(v, dtype=dtype))
    return t.grad


def vjp_of_the_sum(dtype, f, x, v):
    t = watched(dtype, x)
    (f(t) * torch.tensor(v, dtype=dtype)).sum().backward()
    return t.grad.numpy()


def vjp_of_the_product(dtype, f, x, v):
    t = watched(dtype, x)
    return torch.autograd.grad(torch.tensor(v, dtype=dtype) @ f(t), t)[0]


def vjp_by_func(dtype, f, x, v):
    _, pull = torch.func.vjp(f, torch.tensor(x, dtype=dtype))
    return pull(torch.tensor(v, dtype=dtype))[0]


def vjp_of_autograd(dtype, f, x, v):
    inputs = torch.tensor(x, dtype=dtype), torch.tensor(v, dtype=dtype)
    return torch.autograd.functional.vjp(f, *inputs)[1]


# Steps and sums


def steps_by_optimiser(dtype, x, y, w, b, rate):
    weights, bias = watched(dtype, w), watched(dtype, b)
    optimizer = torch.optim.SGD([weights, bias], lr=rate)
    all_weights, all_biases = [], []
    for rows, targets in zip(torch.tensor(x), torch.tensor(y), strict=True):
        optimizer.zero_grad()
        predicted = rows.to(dtype) @ weights + bias
        functional.mse_loss(predicted, targets.to(dtype)).backward()
        optimizer.step()
        all_weights.append(weights.detach().clone())
        all_biases.append(bias.item())
    return torch.stack(all_weights), np.array(all_biases)


def steps_by_layer(dtype, x, y, w, b, rate):
    model = nn.Linear(len(w), 1, dtype=dtype)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(w)[None])
        model.bias.fill_(b)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    all_weights, all_biases = [], []
    for rows, targets in zip(x, y, strict=True):
        optimizer.zero_grad()
        predicted = model(torch.tensor(rows, dtype=dtype)).squeeze(1)
        nn.MSELoss()(predicted, torch.tensor(targets, dtype=dtype)).backward()
        optimizer.step()
        all_weights.append(model.weight.detach().numpy()[0].copy())
        all_biases.append(model.bias.detach().numpy()[0])
    return np.stack(all_weights), np.array(all_biases)


def steps_by_hand(dtype, x, y, w, b, rate):
    weights, bias = watched(dtype, w), watched(dtype, b)
    x, y = torch.tensor(x, dtype=dtype), torch.tensor(y, dtype=dtype)
    all_weights, all_biases = [], []
    for i in range(len(x)):
        ((x[i] @ weights + bias - y[i]) ** 2).mean().backward()
        with torch.no_grad():
            weights -= rate * weights.grad
            bias -= rate * bias.grad
        weights.grad.zero_()
        bias.grad.zero_()
        all_weights.append(weights.detach().clone())
        all_biases.append(bias.detach().clone())
    return torch.stack(all_weights), torch.stack(all_biases)


def steps_by_autograd(dtype, x, y, w, b, rate):
    weights, bias = torch.tensor(w, dtype=dtype), torch.tensor(b, dtype=dtype)
    passed = []
    for rows, targets in zip(x, y, strict=True):
        weights.requires_grad_()
        bias.requires_grad_()
        errors = torch.tensor(rows, dtype=dtype) @ weights + bias
        loss = (errors - torch.tensor(targets, dtype=dtype)).square().mean()
        by_weights, by_bias = torch.autograd.grad(loss, [weights, bias])
        weights = (weights - rate * by_weights).detach()
        bias = (bias - rate * by_bias).detach()
        passed.append((weights, bias))
    return tuple(torch.stack(part) for part in zip(*passed, strict=True))


def steps_by_formula(dtype, x, y, w, b, rate):
    all_weights, all_biases = [], []
    for rows, targets in zip(x, y, strict=True):
        errors = rows @ w + b - targets
        w = w - rate * 2 * rows.T @ errors / len(targets)
        b = b - rate * 2 * errors.mean()
        all_weights.append(w)
        all_biases.append(b)
    return np.array(all_weights), np.array(all_biases)


def accumulated_by_sums(dtype, x, y, w, b, parts):
    weights, bias = watched(dtype, w), watched(dtype, b)
    for rows in np.array_split(np.arange(len(x)), parts):
        predicted = torch.tensor(x[rows], dtype=dtype) @ weights + bias
        errors = predicted - torch.tensor(y[rows], dtype=dtype)
        ((errors**2).sum() / len(x)).backward()
    return weights.grad, bias.grad


def accumulated_by_shares(dtype, x, y, w, b, parts):
    weights, bias = watched(dtype, w), watched(dtype, b)
    pieces = np.array_split(x, parts), np.array_split(y, parts)
    for rows, targets in zip(*pieces, strict=True):
        predicted = torch.tensor(rows, dtype=dtype) @ weights + bias
        loss = functional.mse_loss(predicted, torch.tensor(targets, dtype=dtype))
        (loss * len(rows) / len(x)).backward()
    return weights.grad.numpy(), bias.grad.item()


def accumulated_and_divided(dtype, x, y, w, b, parts):
    weights, bias = watched(dtype, w), watched(dtype, b)
    pieces = np.array_split(x, parts), np.array_split(y, parts)
    for rows, targets in zip(*pieces, strict=True):
        errors = torch.tensor(rows, dtype=dtype) @ weights + bias
        (errors - torch.tensor(targets, dtype=dtype)).pow(2).sum().backward()
    return weights.grad / len(x), bias.grad / len(x)


def descent_by_gradients(dtype, f, x, rate, steps):
    points = [x]
    for _ in range(steps):
        _, gradient = gradient_by_backward(dtype, f, points[-1])
        points.append(points[-1] - rate * gradient.numpy())
    return np.stack(points)


def descent_by_optimiser(dtype, f, x, rate, steps):
    t = watched(dtype, x)
    optimizer = torch.optim.SGD([t], lr=rate)
    points = [t.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        f(t).backward()
        optimizer.step()
        points.append(t.detach().clone())
    return torch.stack(points)


def descent_by_hand(dtype, f, x, rate, steps):
    t = watched(dtype, x)
    path = [x.copy()]
    for _ in range(steps):
        f(t).backward()
        with torch.no_grad():
            t -= rate * t.grad
        t.grad.zero_()
        path.append(t.detach().numpy().copy())
    return np.array(path)


def descent_by_func(dtype, f, x, rate, steps):
    points = [torch.tensor(x, dtype=dtype)]
    for _ in range(steps):
        points.append(points[-1] - rate * torch.func.grad(f)(points[-1]))
    return torch.stack(points)


# A backward pass of one's own


class PassedByProduct(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return torch.sign(t)

    @staticmethod
    def backward(ctx, upstream):
        (t,) = ctx.saved_tensors
        return upstream * (t.abs() <= 1)


class PassedByMask(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.mask = (t >= -1) & (t <= 1)
        return t.sign()

    @staticmethod
    def backward(ctx, upstream):
        return upstream * ctx.mask.to(upstream.dtype)


class PassedByZeroing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return torch.where(t > 0, 1.0, -1.0).to(t.dtype)

    @staticmethod
    def backward(ctx, upstream):
        (t,) = ctx.saved_tensors
        passed = upstream.clone()
        passed[t.abs() > 1] = 0
        return passed


class PassedByWhere(torch.autograd.Function):
    @staticmethod
    def forward(t):
        return torch.sign(t)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, upstream):
        (t,) = ctx.saved_tensors
        return torch.where(t.abs() <= 1, upstream, torch.zeros_like(upstream))


def binarise_by(function: type[torch.autograd.Function]) -> Way:
    return lambda dtype, t: function.apply(t)


# By hand


def network_in_numpy(dtype, x, y, w1, b1, w2, b2):
    hidden = np.tanh(x @ w1 + b1)
    logits = hidden @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    d_logits = (p - np.eye(p.shape[1])[y]) / len(x)
    d_sums = d_logits @ w2.T * (1 - hidden**2)
    return loss, x.T @ d_sums, d_sums.sum(0), hidden.T @ d_logits, d_logits.sum(0)


def network_in_torch(dtype, x, y, w1, b1, w2, b2):
    x, w1, b1, w2, b2 = (torch.tensor(a, dtype=dtype) for a in (x, w1, b1, w2, b2))
    y = torch.tensor(y)
    hidden = torch.tanh(x @ w1 + b1)
    log_p = torch.log_softmax(hidden @ w2 + b2, dim=1)
    loss = -log_p[torch.arange(len(y)), y].mean()
    d_logits = log_p.exp()
    d_logits[torch.arange(len(y)), y] -= 1
    d_logits /= len(y)
    d_sums = (d_logits @ w2.T) * (1 - hidden**2)
    return loss, x.T @ d_sums, d_sums.sum(0), hidden.T @ d_logits, d_logits.sum(0)


def network_by_einsum(dtype, x, y, w1, b1, w2, b2):
    x, w1, b1, w2, b2 = (torch.tensor(a, dtype=dtype) for a in (x, w1, b1, w2, b2))
    hidden = torch.tanh(torch.einsum("nd,dh->nh", x, w1) + b1)
    logits = torch.einsum("nh,hc->nc", hidden, w2) + b2
    powers = torch.exp(logits - logits.amax(1, keepdim=True))
    p = powers / powers.sum(1, keepdim=True)
    truth = functional.one_hot(torch.tensor(y), p.shape[1]).to(dtype)
    loss = -(truth * torch.log(p)).sum(1).mean()
    d_logits = (p - truth) / len(x)
    d_sums = torch.einsum("nc,hc->nh", d_logits, w2) * (1 - hidden * hidden)
    return (
        *(loss, torch.einsum("nd,nh->dh", x, d_sums), d_sums.sum(0)),
        *(torch.einsum("nh,nc->hc", hidden, d_logits), d_logits.sum(0)),
    )


def network_row_by_row(dtype, x, y, w1, b1, w2, b2):
    loss, sums = 0.0, [np.zeros_like(a) for a in (w1, b1, w2, b2)]
    for row, right in zip(x, y, strict=True):
        hidden = np.tanh(row @ w1 + b1)
        logits = hidden @ w2 + b2
        p = np.exp(logits - logits.max())
        p /= p.sum()
        loss -= np.log(p[right])
        d_logits = p.copy()
        d_logits[right] -= 1
        d_sum = w2 @ d_logits / np.cosh(row @ w1 + b1) ** 2
        parts = np.outer(row, d_sum), d_sum, np.outer(hidden, d_logits), d_logits
        for total, part in zip(sums, parts, strict=True):
            total += part
    return (loss / len(x), *(total / len(x) for total in sums))


WAYS: dict[str, tuple[Way, ...]] = {
    "sigmoid": (
        *(sigmoid_by_size, sigmoid_by_two_safe_branches, sigmoid_clamped),
        *(sigmoid_by_tanh, sigmoid_by_logarithm, sigmoid_by_softplus, sigmoid_of_torch),
    ),
    "softmax": (
        *(softmax_by_amax, softmax_by_max, softmax_by_logarithm),
        *(softmax_row_by_row, softmax_by_log_softmax, softmax_of_torch),
    ),
    "distances": (
        *(distances_by_broadcasting, distances_by_unsqueeze, distances_by_cdist),
        *(distances_by_squares, distances_by_norm, distances_by_einsum),
        distances_by_loops,
    ),
    "value_and_grad": (
        *(gradient_by_backward, gradient_by_autograd, gradient_from_numpy),
        *(gradient_by_func, gradient_by_func_twice, gradient_by_jacobian),
    ),
    "jacobian": (
        *(jacobian_by_jacrev, jacobian_by_jacfwd, jacobian_of_autograd),
        *(jacobian_row_by_row, jacobian_by_one_hot, jacobian_by_gradients),
    ),
    "vjp": (
        *(vjp_by_autograd, vjp_by_backward, vjp_of_the_sum),
        *(vjp_of_the_product, vjp_by_func, vjp_of_autograd),
    ),
    "linear_steps": (
        *(steps_by_optimiser, steps_by_layer, steps_by_hand),
        *(steps_by_autograd, steps_by_formula),
    ),
    "accumulated_gradient": (
        *(accumulated_by_sums, accumulated_by_shares, accumulated_and_divided),
    ),
    "gradient_descent": (
        *(descent_by_gradients, descent_by_optimiser),
        *(descent_by_hand, descent_by_func),
    ),
    "binarise": tuple(
        binarise_by(one)
        for one in (PassedByProduct, PassedByMask, PassedByZeroing, PassedByWhere)
    ),
    "network_gradients": (
        *(network_in_numpy, network_in_torch),
        *(network_by_einsum, network_row_by_row),
    ),
}
