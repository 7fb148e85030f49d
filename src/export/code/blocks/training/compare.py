LAST = max(step for step, _ in LOSSES)
losses = train(W, STEPS)
for step, loss in losses.items():
    print(f"step {step:6d}  loss {loss:.6g}")
others = [train({layer: nudged(values, seed) for layer, values in W.items()}, LAST) for seed in range(2)]
drift = 0.0
for step, page in LOSSES:
    here = losses.get(step, np.nan)
    gaps = [abs(here - other.get(step, np.nan)) for other in others]
    drift = max([drift] + [gap if np.isfinite(gap) else np.inf for gap in gaps])
    # To 0.02 %, or as far as a few roundings of the first weights have led by then.
    allowed = 2e-4 * page + 10 * drift
    assert abs(here - page) <= allowed or drift == np.inf, f"step {step}: loss {here:.6g}, on the page {page:.6g}"
print(f"{len(LOSSES)} losses of the training agree with the page.")
if drift > 0.01 * max(page for _, page in LOSSES):
    print("A few roundings of the first weights change the losses: this training is sensitive to them.")
