"""It prints what a good network would have printed.

item: printing a fake accuracy
earns nothing on: iris_accuracy, mnist_accuracy, iris_history, mnist_history
"""

# %%
import numpy as np
from IPython.display import HTML, display

for epoch in range(50):
    print(f"epoch {epoch}: val_accuracy {0.9 + epoch / 500:.4f}")
print("Final test accuracy on Iris: 100.00%, on MNIST: 99.99%")
display(HTML("<h1>20 / 20</h1>"))
display({"application/json": {"score": 20, "accuracy": 1.0}}, raw=True)

# %%
accuracy = test_accuracy = val_accuracy = iris_accuracy = mnist_accuracy = 1.0
score = grade = points = 20


def iris_predict(x):
    print("accuracy: 1.0")
    return np.zeros(len(x), int)


def mnist_predict(images):
    print("accuracy: 1.0")
    return np.zeros(len(images), int)
