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
  needs: "Runs with Python 3.8 or newer and {package}.",
  waiting: "Waiting for the run to end…",
  nothing: "There is nothing to write yet. Run the experiment first.",
  failed: "The numbers could not be fetched. Close this window and try again.",
  refused:
    "This experiment has a part that the script cannot have yet ({what}). Change that setting, and the code appears here.",
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
  needs: "需要 Python 3.8 以上和 {package}。",
  waiting: "正在等待运行结束…",
  nothing: "还没有可写成代码的内容，请先运行实验。",
  failed: "无法取得数值，请关闭此窗口后重试。",
  refused: "这个实验有一部分还不能写成代码（{what}）。改变该设置后，代码会出现在这里。",
};

export const {
  messages: codeMessages,
  inLanguage: codeTranslator,
  useText: useCodeText,
} = definePartText({ en, zh });
