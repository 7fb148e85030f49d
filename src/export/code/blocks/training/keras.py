def parameters(W):
    """All that is learnt, as arrays; the layers hold it as variables."""
    return {"W": dict(W), COPIES}


def gradients_at(P, x, goal):
    """The loss, and the gradients of all that is learnt."""
    for layer, weights in P["W"].items():
        dense[layer].kernel.assign(weights.T)
        dense[layer].bias.assign(P["b"][layer])
    for kind, variables in NORMS.items():
        for layer, variable in variables.items():
            variable.assign(P[kind][layer])
    with tf.GradientTape() as tape:
        loss = loss_of(forward(tf.constant(x)), goal)
    sources = {kind: {layer: variable.value for layer, variable in own.items()} for kind, own in NORMS.items()}
    sources["W"] = {layer: own.kernel.value for layer, own in dense.items()}
    sources["b"] = {layer: own.bias.value for layer, own in dense.items()}
    gradients = {kind: arrays(layers) for kind, layers in tape.gradient(loss, sources).items()}
    gradients["W"] = {layer: gradient.T for layer, gradient in gradients["W"].items()}
    return float(loss), gradients
