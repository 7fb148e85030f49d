/** Words of the experiment as a program: the dialog around the code. The code itself is English. */
import { definePartText } from "./partText.ts";

const en = {
  intro:
    "This experiment as a program of your own. It draws the same weights and inputs as this page, and compares its numbers with those on the screen when it ends.",
  frameworks: "Framework",
  code: "Code",
  copy: "Copy",
  copied: "Copied",
  notCopied: "The browser did not allow copying. Download the file instead.",
  python: "Download .py",
  notebook: "Download .ipynb",
  needs: "Runs with Python {python} or newer and {packages}.",
  "training.compared": "The script trains too, and compares its losses with those on this page.",
  "training.untrained":
    "The script trains too. Train the network on this page first, and the script compares its losses as well.",
  "training.missing": "The script is of the untrained network: it cannot train with {what} yet.",
  waiting: "Waiting for the run to end…",
  nothing: "There is nothing to write yet. Run the experiment first.",
  failed: "The numbers could not be fetched. Close this window and try again.",
  refused:
    "One part of this experiment cannot be written as a script yet ({what}). Change that setting, and the code appears here.",
  fix: "As a fix: {name}",
  "fix.copy": "Copy these lines",
  recorder: "Record a training of your own",
  "recorder.intro":
    "One Python file attaches itself to your PyTorch model and records what happens in every layer, step by step. Drop the file that it writes on this page to see the training in these charts. With NumPy, JAX and Keras you hand it arrays.",
  "recorder.more": "How it works, and the format",
  "recorder.usage": "How the recorder is used",
  "recorder.download": "Download initscope.py",
  "recorder.copy": "Copy initscope.py",
  notFetched: "The recorder could not be fetched. Check your connection and try again.",
} as const;

export type CodeTextKey = keyof typeof en;

const zh: Readonly<Record<CodeTextKey, string>> = {
  intro: "把这个实验写成你自己的程序：抽取与本页相同的权重和输入，结束时与屏幕上的数值逐一比对。",
  frameworks: "框架",
  code: "代码",
  copy: "复制",
  copied: "已复制",
  notCopied: "浏览器不允许复制，请改为下载文件。",
  python: "下载 .py",
  notebook: "下载 .ipynb",
  needs: "需要 Python {python} 以上和 {packages}。",
  "training.compared": "脚本也包含训练，并将其损失与本页逐一比对。",
  "training.untrained": "脚本也包含训练。先在本页训练网络，脚本就会一并比对损失。",
  "training.missing": "脚本只含未训练的网络：目前还不能写出带有此部分的训练（{what}）。",
  waiting: "正在等待运行结束…",
  nothing: "还没有可写成代码的内容，请先运行实验。",
  failed: "无法取得数值，请关闭此窗口后重试。",
  refused: "这个实验有一部分还不能写成代码（{what}）。改变该设置后，代码会出现在这里。",
  fix: "作为修复：{name}",
  "fix.copy": "复制这些行",
  recorder: "记录你自己的训练",
  "recorder.intro":
    "只需一个 Python 文件：它接到你的 PyTorch 模型上，逐步记录每一层的变化；把记录文件拖到本页，就能在这些图中查看训练。用 NumPy、JAX 或 Keras 时，把数组交给它即可。",
  "recorder.more": "工作方式与文件格式（英文）",
  "recorder.usage": "记录器的用法",
  "recorder.download": "下载 initscope.py",
  "recorder.copy": "复制 initscope.py",
  notFetched: "无法取得记录器。请检查网络连接后重试。",
};

export const {
  messages: codeMessages,
  inLanguage: codeTranslator,
  useText: useCodeText,
} = definePartText({ en, zh });
