#!/usr/bin/env python3
"""Golden training runs, independent of the project: PyTorch float64 autograd and torch.optim.

  training.py OUT_FILE SEED      (Debian's python3-torch, 1.13)

A network is z = h W^T + b, normalisation with one gamma and one beta per unit (before the activation, hidden layers only),
phi, dropout by given masks (inverted: divided by keep), a skip where given; the last layer is linear. Mini-batches are
rows of `data` by given indices. Everything is printed with 12 significant digits.
"""
import json, math, sys
import numpy as np, torch
import torch.nn.functional as F

path, seed = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(seed)
D = torch.float64
t = lambda a: torch.tensor(np.asarray(a), dtype=D)
f = lambda v: [float('%.12g' % x) for x in v.detach().reshape(-1).tolist()]
arr = lambda v: {'shape': list(v.shape), 'data': f(v)}
ACT = {'tanh': torch.tanh, 'relu': F.relu, 'gelu': F.gelu, 'sigmoid': torch.sigmoid, 'silu': F.silu, 'leaky_relu': lambda x: F.leaky_relu(x, .2), 'selu': F.selu, 'linear': lambda x: x}

def optimiser(o, groups):
    n = o['name']; lr = o['lr']
    if n == 'sgd': return torch.optim.SGD(groups, lr=lr, momentum=o.get('momentum', 0), nesterov=o.get('nesterov', False))
    if n == 'adam': return torch.optim.Adam(groups, lr=lr, betas=(o.get('beta1', .9), o.get('beta2', .999)), eps=o.get('epsilon', 1e-8))
    if n == 'adamw': return torch.optim.AdamW(groups, lr=lr, betas=(o.get('beta1', .9), o.get('beta2', .999)), eps=o.get('epsilon', 1e-8))
    if n == 'rmsprop': return torch.optim.RMSprop(groups, lr=lr, alpha=o.get('alpha', .99), eps=o.get('epsilon', 1e-8))

def run(i, c):
    w = c['widths']; L = len(w) - 1; B = c.get('batch', 6); N = c.get('rows', 24); S = c.get('steps', 8)
    W = [t(rng.standard_normal((w[k+1], w[k])) * c.get('gain', 1.0) / math.sqrt(w[k])).requires_grad_() for k in range(L)]
    b = [t(rng.standard_normal(w[k+1]) * .05).requires_grad_() for k in range(L)]
    norm = c.get('norm', 'none'); hid = list(range(L - 1))
    G = [torch.ones(w[k+1], dtype=D).requires_grad_() for k in hid] if norm != 'none' else []
    Be = [torch.zeros(w[k+1], dtype=D).requires_grad_() for k in hid] if norm != 'none' else []
    x = t(rng.standard_normal((N, w[0])))
    y = t(rng.standard_normal((N, w[-1]))) if c['loss'] == 'mse' else torch.tensor(rng.integers(0, w[-1], N))
    rm = [torch.zeros(w[k+1], dtype=D) for k in hid]; rv = [torch.ones(w[k+1], dtype=D) for k in hid]
    o = dict(c['optimizer']); mult = c.get('layerRates', [1.0] * L); wd = o.get('weightDecay', 0.0)
    groups = []
    for k in range(L):
        groups.append({'params': [W[k]], 'lr': o['lr'] * mult[k], 'weight_decay': wd})
        rest = [b[k]] + ([G[k], Be[k]] if norm != 'none' and k < L - 1 else [])
        groups.append({'params': rest, 'lr': o['lr'] * mult[k], 'weight_decay': 0.0})
    opt = optimiser(o, groups)
    init = {'weights': [arr(v) for v in W], 'biases': [arr(v) for v in b]}
    keep = c.get('keep', 1.0); skips = c.get('skips', {})
    def forward(xb, train, masks, collect=None):
        h = xb; outs = [h]
        for k in range(L):
            z = h @ W[k].T + b[k]; u = z
            if k < L - 1:
                if norm == 'batch':
                    if train:
                        m, v = z.mean(0), z.var(0, unbiased=False)
                        with torch.no_grad():
                            rm[k] = .9 * rm[k] + .1 * m; rv[k] = .9 * rv[k] + .1 * z.var(0, unbiased=True)
                    else: m, v = rm[k], rv[k]
                    u = G[k] * (z - m) / torch.sqrt(v + 1e-5) + Be[k]
                elif norm == 'layer': u = G[k] * (z - z.mean(1, keepdim=True)) / torch.sqrt(z.var(1, unbiased=False, keepdim=True) + 1e-5) + Be[k]
                elif norm == 'rms': u = G[k] * z / torch.sqrt((z * z).mean(1, keepdim=True) + 1e-5) + Be[k]
                h = ACT[c['activation']](u)
                if train and masks is not None: h = h * masks[k] / keep
                if str(k) in skips: h = h + outs[skips[str(k)]]
            else: h = u
            outs.append(h)
            if collect is not None: collect.append(h)
        return h
    loss_of = lambda h, yb: F.mse_loss(h, yb) if c['loss'] == 'mse' else F.cross_entropy(h, yb)
    steps = []
    for s in range(S):
        idx = [int(v) for v in rng.permutation(N)[:B]] if B < N else list(range(N))
        masks = [t((rng.random((len(idx), w[k+1])) < keep).astype(float)) for k in hid] if keep < 1 else None
        opt.zero_grad(); hs = []
        loss = loss_of(forward(x[idx], True, masks, hs), y[idx]); loss.backward()
        norms = [float(v.grad.norm()) for v in W]
        total = math.sqrt(sum(float((p.grad ** 2).sum()) for g in groups for p in g['params']))
        clip = c.get('clip')
        params = [p for g in groups for p in g['params']]
        if clip and clip['kind'] == 'norm': torch.nn.utils.clip_grad_norm_(params, clip['value'])
        if clip and clip['kind'] == 'value': torch.nn.utils.clip_grad_value_(params, clip['value'])
        before = [v.detach().clone() for v in W]
        opt.step()
        upd = [float((v.detach() - q).std(unbiased=False) / q.std(unbiased=False)) if q.std() > 0 else None for v, q in zip(W, before)]
        row = {'rows': idx, 'loss': float('%.12g' % float(loss)), 'gradientNorm': float('%.12g' % total), 'weightGradientNorms': [float('%.12g' % v) for v in norms], 'activationStd': [float('%.12g' % float(h.std(unbiased=False))) for h in hs], 'updateToWeightStd': [None if v is None else float('%.12g' % v) for v in upd]}
        if masks is not None: row['masks'] = [[int(v) for v in m.reshape(-1).tolist()] for m in masks]
        steps.append(row)
    with torch.no_grad(): ev = float(loss_of(forward(x, False, None), y))
    case = {'id': f'{i:02d}-{c["activation"]}-{norm}-{c["loss"]}-{o["name"]}' + ''.join('-' + k for k in ('keep', 'clip', 'skips', 'layerRates') if k in c), **c, 'norm': norm,
            'data': {'input': arr(x), **({'target': arr(y)} if c['loss'] == 'mse' else {'labels': y.tolist()})}, 'initial': init, 'steps': steps,
            'final': {'weights': [arr(v) for v in W], 'biases': [arr(v) for v in b], **({'gamma': [arr(v) for v in G], 'beta': [arr(v) for v in Be]} if G else {}), **({'runningMean': [f(v) for v in rm], 'runningVariance': [f(v) for v in rv]} if norm == 'batch' else {}), 'evaluationLoss': float('%.12g' % ev)}}
    return case

sgd = lambda lr=.1, **k: {'name': 'sgd', 'lr': lr, **k}
plan = [
  dict(widths=[4, 7, 5, 3], activation='tanh', loss='cross_entropy', optimizer=sgd()),
  dict(widths=[4, 7, 5, 3], activation='relu', loss='cross_entropy', optimizer=sgd(.05, momentum=.9)),
  dict(widths=[3, 6, 6, 6, 2], activation='gelu', loss='mse', optimizer=sgd(.05, momentum=.9, nesterov=True)),
  dict(widths=[4, 6, 4], activation='sigmoid', loss='mse', optimizer=sgd(.5, weightDecay=.01)),
  dict(widths=[5, 8, 8, 3], activation='silu', loss='cross_entropy', optimizer={'name': 'adam', 'lr': .01}),
  dict(widths=[5, 8, 8, 3], activation='leaky_relu', loss='cross_entropy', optimizer={'name': 'adam', 'lr': .01, 'weightDecay': .05}),
  dict(widths=[5, 8, 8, 3], activation='relu', loss='cross_entropy', optimizer={'name': 'adamw', 'lr': .01, 'weightDecay': .1}),
  dict(widths=[3, 9, 4, 2], activation='tanh', loss='mse', optimizer={'name': 'rmsprop', 'lr': .005}),
  dict(widths=[4, 6, 6, 3], activation='tanh', norm='batch', loss='cross_entropy', optimizer=sgd(.2), batch=8),
  dict(widths=[4, 6, 6, 3], activation='relu', norm='batch', loss='mse', optimizer={'name': 'adam', 'lr': .02}, batch=8),
  dict(widths=[4, 6, 6, 3], activation='gelu', norm='layer', loss='cross_entropy', optimizer={'name': 'adamw', 'lr': .02, 'weightDecay': .1}),
  dict(widths=[4, 6, 6, 3], activation='silu', norm='rms', loss='cross_entropy', optimizer=sgd(.1, momentum=.9)),
  dict(widths=[4, 8, 8, 3], activation='relu', loss='cross_entropy', optimizer=sgd(.1), keep=.7),
  dict(widths=[4, 8, 8, 3], activation='selu', loss='mse', optimizer=sgd(.5), clip={'kind': 'norm', 'value': .25}),
  dict(widths=[4, 8, 8, 3], activation='tanh', loss='mse', optimizer=sgd(.5), clip={'kind': 'value', 'value': .05}),
  dict(widths=[6, 6, 6, 6, 6, 3], activation='relu', loss='cross_entropy', optimizer=sgd(.05), skips={'1': 0, '3': 2}),
  dict(widths=[6, 6, 6, 6, 6, 3], activation='tanh', norm='batch', loss='cross_entropy', optimizer=sgd(.1, momentum=.9), skips={'1': 0, '3': 2}, batch=8),
  dict(widths=[4, 12, 12, 3], activation='relu', loss='cross_entropy', optimizer={'name': 'adam', 'lr': .02}, layerRates=[1.0, .25, .25]),
  dict(widths=[4] + [5] * 12 + [3], activation='relu', loss='cross_entropy', optimizer=sgd(.05), gain=math.sqrt(2), batch=24),
  dict(widths=[2, 16, 16, 2], activation='linear', loss='mse', optimizer=sgd(.02), batch=24, steps=20),
]
cases = [run(i, c) for i, c in enumerate(plan)]
json.dump({'source': 'PyTorch 1.13 float64 autograd and torch.optim', 'convention': 'weight decay acts on weight matrices only (coupled for sgd and adam: added to the gradient before moments; decoupled for adamw); clipping is by the norm or the value of all parameters together, before the optimiser; batch norm normalises by the biased variance of the mini-batch and updates running statistics with momentum 0.1, the variance unbiased; updateToWeightStd is std(W_after - W_before) / std(W_before), population; losses are means over the mini-batch (and over outputs for mse); evaluationLoss is over all rows, running statistics, no dropout, after the last step; skips {"l": m} adds outs[m] to the output of layer l (0-based; outs[0] is the input, outs[k] the output of layer k-1)', 'cases': cases}, open(path, 'w'))
print(len(cases), 'cases', sum(len(c['steps']) for c in cases), 'steps')
