// Runs in V8 after MathJax's own files: LaTeX to CHTML with assistive MathML. No browser, no network.
const { adaptors, handlers, a11y, input, output, mathjax } = MathJax._;

const adaptor = adaptors.liteAdaptor.liteAdaptor();
const handler = handlers.html_ts.RegisterHTMLHandler(adaptor);
a11y["assistive-mml"].AssistiveMmlHandler(handler);

const chtml = new output.chtml_ts.CHTML({
  font: new output.chtml.fonts.tex_ts.TeXFont({ fontURL: "." }),
  adaptiveCSS: true,
  matchFontHeight: false,
});
const tex = new input.tex_ts.TeX({
  packages: ["base", "ams", "configmacros", "html"],
  macros: { wrong: ["\\class{wrong}{#1}", 1] },
  formatError: (_, error) => { throw error; },
});
const page = mathjax.mathjax.document("", { InputJax: tex, OutputJax: chtml });

const stylesheet = () => adaptor.textContent(chtml.styleSheet(page));

// One formula with the rules that it needs, or what MathJax has against it.
function typeset(latex, display) {
  chtml.clearCache();
  try {
    const node = page.convert(latex, { display, em: 16, ex: 8, containerWidth: 1e6 });
    adaptor.setAttribute(node, "data-latex", latex.trim()); // what copying gives
    return JSON.stringify({ html: adaptor.outerHTML(node), css: stylesheet() });
  } catch (error) {
    return JSON.stringify({ error: error.message });
  }
}
