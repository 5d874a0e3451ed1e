"""argmin for argmax: it always names the less likely class.

fails: points_accuracy
skips: points_history, points_curves
"""


# %% region="points-predict"
def points_predict(x):
    points_network.eval()
    with torch.no_grad():
        inputs = torch.tensor(x, dtype=torch.float32, device=DEVICE)
        return points_network(inputs).argmin(dim=1).cpu().numpy()
