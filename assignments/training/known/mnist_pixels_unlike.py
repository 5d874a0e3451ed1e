"""Trained on pixels from 0 to 1, asked with pixels from 0 to 255 in another order.

fails: mnist_accuracy
skips: mnist_history, mnist_curves
"""


# %% region="mnist-predict"
def mnist_predict(images):
    mnist_network.eval()
    with torch.no_grad():
        turned = np.ascontiguousarray(images.transpose(0, 2, 1))
        return mnist_network(flat_pixels(turned)).cpu().numpy()
