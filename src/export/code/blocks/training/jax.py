def parameters(W):
    return {"W": dict(W), COPIES}


@jax.jit
@jax.value_and_grad
def differentiated(P, x, goal, MASK):
    return loss_of(forward(x=x, zero=NO_ZEROS, **P, MASK), goal)


def gradients_at(P, x, goal):
    """The loss, and the gradients of all that is learnt."""
    loss, gradients = differentiated(P, x, goal, MASK)
    return float(loss), {kind: arrays(layers) for kind, layers in gradients.items()}
