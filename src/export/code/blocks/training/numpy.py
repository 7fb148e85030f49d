def parameters(W):
    return {"W": dict(W), COPIES}


def gradients_at(P, x, goal):
    """The loss, and the gradients of all that is learnt."""
    loss, tensors = passes(x, P["W"], goal, HELD)
    return loss, {kind: SUMMED(tensors["d" + kind]) for kind in P}
