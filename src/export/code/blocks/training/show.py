losses = train(W, STEPS)
for step, loss in losses.items():
    print(f"step {step:6d}  loss {loss:.6g}")
