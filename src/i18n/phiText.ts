/** Words of the field for an activation of one's own: fetched with the field. */
import { definePartText } from "./partText.ts";

const en = {
  hint: "In x, with + − * / ^ and functions such as exp, tanh, sigmoid, relu, max(x, 0), select(x > 0, x, 0.1*x). Enter applies it.",
  empty: "Type an expression in x, such as x*sigmoid(x).",
  long: "At most {most} characters are read.",
  character: "“{word}” cannot stand in an expression.",
  operand: "Before “{word}” a number, x or a function is missing.",
  "operand.end": "At the end a number, x or a function is missing.",
  operator: "Before “{word}” a sign is missing: + − * / ^.",
  bracket: "A bracket is missing or is one too many.",
  comma: "A comma is missing: this function takes more than one argument.",
  comparison: "select begins with a comparison, such as x > 0.",
  name: "“{word}” is not known. Known are {names}.",
  exponent: "An exponent is a whole number up to 16, or 0.5.",
  number: "A number is too large for float32.",
  deep: "The brackets are nested too deeply.",
  large: "The expression or its derivative becomes too large.",
} as const;

type PhiTextKey = keyof typeof en;

const zh: Readonly<Record<PhiTextKey, string>> = {
  hint: "用 x 写成，可用 + − * / ^ 以及 exp、tanh、sigmoid、relu、max(x, 0)、select(x > 0, x, 0.1*x) 等函数。按 Enter 生效。",
  empty: "请输入关于 x 的表达式，例如 x*sigmoid(x)。",
  long: "最多读取 {most} 个字符。",
  character: "表达式中不能有“{word}”。",
  operand: "“{word}”之前缺少数字、x 或函数。",
  "operand.end": "末尾缺少数字、x 或函数。",
  operator: "“{word}”之前缺少运算符：+ − * / ^。",
  bracket: "这里少了或多了一个括号。",
  comma: "缺少逗号：这个函数不止一个参数。",
  comparison: "select 以比较开头，例如 x > 0。",
  name: "不认识“{word}”。可用的有 {names}。",
  exponent: "指数须为不大于 16 的整数，或 0.5。",
  number: "有一个数超出了 float32 的范围。",
  deep: "括号嵌套过深。",
  large: "表达式或其导数过大。",
};

export const { messages: phiMessages, useText: usePhiText } = definePartText({ en, zh });
