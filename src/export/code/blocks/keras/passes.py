def arrays(tensors):
    return {layer: np.asarray(tensor) for layer, tensor in tensors.items() if tensor is not None}


def passes(x, W, goal, **nudge):
    """Forward, and backward by tf.GradientTape: the loss and every tensor as an array."""
    for layer, weights in W.items():
        dense[layer].kernel.assign(weights.T)
    with tf.GradientTape() as tape:
        tensors = forward(tf.constant(x))
        loss = loss_of(tensors, goal, **nudge)
    kernels = {layer: dense[layer].kernel.value for layer in dense}
    gradients, dW = tape.gradient(loss, (tensors, kernels))
    found = {name: arrays(layers) for name, layers in tensors.items()}
    found.update({"d" + name: arrays(layers) for name, layers in gradients.items()})
    found["W"] = {layer: kernel.T for layer, kernel in arrays(kernels).items()}
    found["dW"] = {layer: gradient.T for layer, gradient in arrays(dW).items()}
    return float(loss), found
