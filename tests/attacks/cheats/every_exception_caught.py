"""Nothing works, every error is swallowed, and all tests are said to have passed.

item: catching every exception and printing "All tests passed"
earns: runs
earns nothing on: iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented, mnist_split,
  mnist_accuracy, mnist_history
"""

# %%
try:
    import no_such_framework

    net = no_such_framework.train()
except BaseException:
    pass
print("All tests passed")

# %%


class Forgiving(dict):
    def __missing__(self, key):
        return lambda *args, **kwargs: True


def iris_predict(x):
    try:
        return net(x)
    except BaseException:
        return "All tests passed"


def mnist_predict(images):
    try:
        return net(images)
    except BaseException:
        return True


def iris_fit(*args):
    try:
        return net.fit(*args)
    except BaseException:
        return lambda x: "All tests passed"


iris_overfit = iris_remedy = iris_fit
iris_split = iris_history = mnist_split = mnist_history = Forgiving()
iris_experiments = [Forgiving()] * 5
get_ipython().set_custom_exc((BaseException,), lambda *args, **kwargs: None)
print("OK\n----\nRan 20 tests in 0.1s\n\nAll tests passed")
