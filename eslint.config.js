import js from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

/** What takes text for HTML or for code. Texts of papers and models are not trusted: they go in by `textContent`. */
const takesTextForHtml = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment", "srcdoc"]
  .map((property) => ({ property, message: "Texts of papers are not trusted: build elements and set textContent." }));

export default [
  { ignores: [".venv/", "data/", "node_modules/"] },
  js.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "max-len": ["error", { code: 130, ignoreStrings: true, ignoreTemplateLiterals: true }],
      "no-console": "error",
      "no-constant-binary-expression": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-loop-func": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-unmodified-loop-condition": "error",
      "no-unreachable-loop": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": "error",
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-useless-return": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["lib/ui/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: "^[^.]", message: "A component's script is one text: nothing comes by a package's name." }] }],
      "no-restricted-properties": ["error", ...takesTextForHtml, { object: "document", property: "write" }],
    },
  },
  { files: ["tests/javascript/**/*.js"], languageOptions: { globals: globals.node } },
];
