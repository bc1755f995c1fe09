// The modules of a component are joined into one script for the browser (lib/ui/kit/scripts.py): they share one scope there.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const SCREENS = fileURLToPath(new URL("../../lib/ui/", import.meta.url));

/** @param {string} path */
const parsed = (path) => ts.createSourceFile(path, readFileSync(path, "utf-8"), ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);

const sources = new Map(
  readdirSync(SCREENS, { recursive: true, encoding: "utf-8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => [join(SCREENS, name), parsed(join(SCREENS, name))]),
);

/**
 * Return the names that a declaration binds, those in patterns too.
 *
 * @param {ts.BindingName} name
 * @returns {string[]}
 */
function bound(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []));
}

/**
 * Return the names that a module declares at its top.
 *
 * @param {ts.SourceFile} source
 * @returns {string[]}
 */
function declared(source) {
  return source.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name ? [statement.name.text] : [];
  });
}

/**
 * Return the module's path with those of all modules that it imports, each once.
 *
 * @param {string} path
 * @param {Set<string>} found
 */
function joined(path, found = new Set()) {
  const source = sources.get(path);
  if (!source || found.has(path)) return found;
  found.add(path);
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    joined(resolve(dirname(path), statement.moduleSpecifier.text), found);
  }
  return found;
}

/** @param {ts.SourceFile} source */
const isEntry = (source) => source.statements.some(
  (statement) => ts.isFunctionDeclaration(statement)
    && statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword),
);

const entries = [...sources].filter(([, source]) => isEntry(source)).map(([path]) => path);

test("every component is found", () => {
  assert.ok(entries.length >= 5, String(entries));
});

for (const entry of entries) {
  test(`no two modules of ${relative(SCREENS, entry)} declare the same name`, () => {
    /** @type {Map<string, string[]>} */
    const places = new Map();
    for (const path of joined(entry)) {
      const source = sources.get(path);
      for (const name of source ? declared(source) : []) {
        places.set(name, [...places.get(name) ?? [], relative(SCREENS, path)]);
      }
    }
    assert.deepEqual([...places].filter(([, where]) => where.length > 1), []);
  });
}
