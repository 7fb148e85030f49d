def arrays(tensors):
    return {layer: tensor.detach().numpy() for layer, tensor in tensors.items() if tensor is not None}


def passes(x, W, goal, **nudge):
    """Forward, and backward by autograd: the loss and every tensor as an array."""
    network = Network(W)
    tensors = network(torch.from_numpy(x))
    for layers in tensors.values():
        for tensor in layers.values():
            if tensor.requires_grad:
                tensor.retain_grad()
    loss = loss_of(tensors, goal, **nudge)
    found = {name: arrays(layers) for name, layers in tensors.items()}
    for name, layers in tensors.items():
        found["d" + name] = arrays({layer: tensor.grad for layer, tensor in layers.items()})
    linears = {int(name): linear for name, linear in network.linear.items()}
    found["W"] = arrays({layer: linear.weight for layer, linear in linears.items()})
    found["dW"] = arrays({layer: linear.weight.grad for layer, linear in linears.items()})
    return loss, found
