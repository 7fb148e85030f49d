def arrays(tensors):
    return {layer: np.asarray(tensor) for layer, tensor in tensors.items()}


def passes(x, W, goal, **nudge):
    """Forward, and backward by jax.value_and_grad: the loss and every tensor as an array."""
    # The gradient of a zero that is added to a tensor is the gradient of the tensor.
    zero = jax.tree_util.tree_map(jnp.zeros_like, forward(W, jnp.asarray(x), NO_ZEROS))

    def objective(W, zero):
        tensors = forward(W, jnp.asarray(x), zero)
        return loss_of(tensors, goal, **nudge), tensors

    (loss, tensors), (dW, gradients) = jax.value_and_grad(objective, argnums=(0, 1), has_aux=True)(W, zero)
    found = {name: arrays(layers) for name, layers in tensors.items()}
    found.update({"d" + name: arrays(layers) for name, layers in gradients.items()})
    return float(loss), {**found, "W": W, "dW": arrays(dW)}
