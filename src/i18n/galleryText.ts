/** Words of the gallery, except those of the presets: fetched with the gallery. */
import { definePartText } from "./partText.ts";

const en = {
  "group.articles": "The articles’ experiments",
  "group.figures": "Famous figures",
  "group.frameworks": "Framework defaults",
  "group.recipes": "Recipes of codebases",
  "group.myths": "Myths, put to the test",
  "group.broken": "Broken on purpose",
  "note.articles": "What five Chinese introductions to initialisation, A to E, say, tried out.",
  "note.figures": "Figures of papers and courses, at their original size where a browser can manage it.",
  "note.frameworks": "What you get if you set nothing, and what the documentation recommends.",
  "note.recipes": "How the models of today are initialised, with the blocks they are built of.",
  "note.myths": "Claims from lectures and books, each tested by runs of its own, which open side by side.",
  "note.broken": "Misprints, slips, and settings that look harmless.",
  search: "Search",
  group: "Group",
  "group.all": "All groups",
  count: "{shown} of {total}",
  none: "Nothing found. Try a method, an activation or an author: he, tanh, glorot.",
  forward: "std of activations",
  backward: "RMS of gradients",
  one: "the number 1",
  ticks: "tick at the top: not finite; dash at the bottom: exactly zero",
  measured: "Measured on this device, each on a log axis of its own; large networks with fewer inputs.",
  failed: "Not run.",
  myth: "Measured: {verdict}",
} as const;

type GalleryTextKey = keyof typeof en;

const zh: Readonly<Record<GalleryTextKey, string>> = {
  "group.articles": "文章中的实验",
  "group.figures": "著名的图",
  "group.frameworks": "框架默认值",
  "group.recipes": "代码库的配方",
  "group.myths": "误区检验",
  "group.broken": "故意弄坏",
  "note.articles": "五篇介绍初始化的中文文章，A 至 E：照文中所说试一试。",
  "note.figures": "论文与课程中的实验，尽量用原来的规模。",
  "note.frameworks": "什么都不设置时得到的结果，以及文档推荐的做法。",
  "note.recipes": "当今的模型怎样初始化，连同它们所用的块。",
  "note.myths": "讲义和书中的说法，各由自己的实验判定；打开时所有实验并排对比。",
  "note.broken": "印刷错误、笔误，以及看似无害的设置。",
  search: "搜索",
  group: "分组",
  "group.all": "全部分组",
  count: "{shown} / {total}",
  none: "没有找到。可以试试方法、激活函数或作者：he、tanh、glorot。",
  forward: "激活值的标准差",
  backward: "梯度的均方根",
  one: "数值 1",
  ticks: "顶部竖线：非有限值；底部横线：恰好为零",
  measured: "在本机实测，每图各用一根对数轴；大网络用较少的输入。",
  failed: "未运行。",
  myth: "实测：{verdict}",
};

export const { messages: galleryMessages, useText: useGalleryText } = definePartText({ en, zh });
