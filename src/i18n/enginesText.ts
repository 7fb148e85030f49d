/** Words of the choice of engines: fetched after the first picture. */
import { definePartText } from "./partText.ts";

const en = {
  "reason.no-device": "not available in this browser",
  "reason.context-lost": "lost its device",
  "reason.out-of-memory": "ran out of memory",
  "reason.not-faithful": "cannot carry infinities",
  "reason.unsupported": "has no kernels for one of these settings",
  "reason.self-test-failed": "wrong numbers in the self-test",
  "reason.no-worker": "its worker did not start",
  "reason.timeout": "did not answer in time",
  "reason.cancelled": "stopped",
  "reason.failed": "failed",
  "reason.slower": "slower here",
  "reason.software": "computes on the processor, so it is not tried",
  intro: "All engines give the same numbers; they differ in speed. The choice stays on this device.",
  auto: "Automatic",
  "auto.description": "the fastest engine that passes its self-test",
  wasm: "WASM SIMD",
  "gpu-webgpu": "GPU.js WebGPU",
  "gpu-webgl2": "GPU.js WebGL2",
  reference: "Reference, float64",
  ready: "ready",
  unknown: "not tried yet",
  race: "{milliseconds} ms in the race",
  running: "running now",
  diagnostics: "Diagnostics",
  denormals: "This engine may round numbers below 10⁻³⁸ to zero.",
} as const;

export type EnginesTextKey = keyof typeof en;

const zh: Readonly<Record<EnginesTextKey, string>> = {
  "reason.no-device": "此浏览器不支持",
  "reason.context-lost": "失去了设备",
  "reason.out-of-memory": "内存不足",
  "reason.not-faithful": "不能如实传递无穷大",
  "reason.unsupported": "没有其中某项设置的内核",
  "reason.self-test-failed": "自检数字错误",
  "reason.no-worker": "后台线程没有启动",
  "reason.timeout": "没有及时响应",
  "reason.cancelled": "已停止",
  "reason.failed": "失败",
  "reason.slower": "在此设备上较慢",
  "reason.software": "由处理器模拟，不参加测速",
  intro: "所有引擎给出相同的数字，只是速度不同。此选择只保存在本设备上。",
  auto: "自动",
  "auto.description": "通过自检的最快引擎",
  wasm: "WASM SIMD",
  "gpu-webgpu": "GPU.js WebGPU",
  "gpu-webgl2": "GPU.js WebGL2",
  reference: "参考实现，float64",
  ready: "可用",
  unknown: "尚未尝试",
  race: "测速 {milliseconds} 毫秒",
  running: "正在使用",
  diagnostics: "诊断",
  denormals: "此引擎可能把小于 10⁻³⁸ 的数舍为零。",
};

export const { messages: enginesMessages, useText: useEnginesText } = definePartText({ en, zh });
