# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # TITLE
#
# **`double(x)`**: an array of numbers to an array of the same shape, each of them
# doubled.

# %% [markdown] lang="es"
# # TITLE
#
# **`double(x)`**: de un arreglo de números a otro de la misma forma, con cada número
# duplicado.


# %% region="double"
def double(x):
    # BEGIN SOLUTION
    # en: What stands between these two marks is left out of the starter.
    # es: Lo que hay entre estas dos marcas no aparece en la plantilla.
    return 2 * x
    # END SOLUTION


# %% region="try-it"
double(3)

# %% region="targets" audience="reference"
# en: This reference reaches its own target.
# es: Esta referencia alcanza su propia meta.
assert double(21) == 42
