def cross_entropy(output, labels):
    """Mean of -ln softmax(output)[label], and its gradient."""
    output = output.astype(np.float64)
    output = output - output.max(1, keepdims=True)
    weights = np.exp(output)
    total = weights.sum(1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - output[np.arange(len(labels)), labels])
    return loss, f32((weights / total - np.eye(output.shape[1])[labels]) / len(labels))
