"""Every batch is told: 40,000 lines, bars that redraw themselves, figures, tables.

item: very chatty training output
base: iris
earns all of: runs, iris_split, iris_accuracy, iris_history, iris_curves,
  iris_experiments, iris_replay, overfit_observed, overfit_prevented
"""

# %%
for batch in range(40_000):
    print(f"Epoch {batch // 2000 + 1}/20, batch {batch % 2000}: loss {1 / (batch + 1):.9f}"
          f" accuracy {1 - 1 / (batch + 2):.9f} learning rate 0.001, patience 5 of 10")

# %%
from IPython.display import clear_output, display

for step in range(1000):
    print(f"\r{step / 10:.1f}% [{'=' * (step // 20):50}]", end="", flush=True)
for step in range(100):
    clear_output(wait=True)
    display(f"step {step}")
    display({"text/html": "<table>" + "<tr><td>0.5</td></tr>" * 200 + "</table>"}, raw=True)
for step in range(8):
    plt.plot(np.random.default_rng(step).normal(size=500))
    plt.show()


# %% region="iris-predict"
def iris_predict(x):
    for flower in x:
        print("asked about", flower)
    return iris_network(x)
