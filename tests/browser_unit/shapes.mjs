// Holds shapes of data scripts to what Python writes, field by field: node shapes.mjs BROWSER SHAPES DATA
//
// BROWSER has TypeScript installed, SHAPES is core/shapes, DATA a file with a list of [key, content]. Printed is, one a
// line, what differs: a field that one side does not have, one that is of another kind, one that is optional or null in
// the declaration and never in the data, or the other way.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [browser, shapes, data] = process.argv.slice(2);
const ts = createRequire(join(browser, "package.json"))("typescript");
const program = ts.createProgram([join(shapes, "scripts.ts")], { strict: true, types: [] });
const checker = program.getTypeChecker();
const scripts = checker.getTypeAtLocation(
  program
    .getSourceFiles()
    .flatMap(({ statements }) => statements.filter(({ name }) => name?.text === "DataScripts"))[0],
);

/** Where a field is declared, and what the data say of it. */
const fields = new Map();

/** What is wrong with a value of a type, and what it says of fields: [field, "present" | "absent" | "null"]. */
function check(value, type, path) {
  if (type.isUnion()) return best(type.types.map((member) => check(value, member, path)));
  if (value === null) return told(type.flags & ts.TypeFlags.Null, path, value, type);
  if (Array.isArray(value)) return checkArray(value, type, path);
  if (typeof value === "object") return checkObject(value, type, path);
  if (type.isLiteral()) return told(type.value === value, path, value, type);
  if (typeof value === "boolean") return told(type.flags & ts.TypeFlags.BooleanLike, path, value, type);
  const flag = typeof value === "number" ? ts.TypeFlags.NumberLike : ts.TypeFlags.StringLike;
  return told(type.flags & flag, path, value, type);
}

function told(fine, path, value, type) {
  const what = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
  const wrong = fine ? [] : [`${path}: ${what} is no ${checker.typeToString(type)}`];
  return { wrong, said: [] };
}

function kindOf(value) {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}

/** Of the members of a union the one that fits, or comes nearest. */
function best(results) {
  return results.reduce((one, other) => (other.wrong.length < one.wrong.length ? other : one));
}

function all(results) {
  return { wrong: results.flatMap(({ wrong }) => wrong), said: results.flatMap(({ said }) => said) };
}

function checkArray(value, type, path) {
  const types = checker.getTypeArguments(type);
  if (checker.isArrayType(type)) return all(value.map((item) => check(item, types[0], `${path}[]`)));
  if (!checker.isTupleType(type) || types.length !== value.length) return told(false, path, value, type);
  return all(value.map((item, index) => check(item, types[index], `${path}[${index}]`)));
}

function checkObject(value, type, path) {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || checker.isArrayLikeType(type))
    return told(false, path, value, type);
  const declared = checker.getPropertiesOfType(type);
  const names = new Set(declared.map(({ name }) => name));
  const others = Object.keys(value).filter((key) => !names.has(key));
  return all([
    ...declared.map((field) => checkField(value, field, `${path}.${field.name}`)),
    ...others.map((key) => {
      const index = indexed(type, key);
      if (index) return check(value[key], index, `${path}[key]`);
      return { wrong: [`${path}.${key}: is written and not declared`], said: [] };
    }),
  ]);
}

function checkField(value, field, path) {
  if (Object.hasOwn(value, field.name)) {
    const found = check(value[field.name], checker.getTypeOfSymbol(field), path);
    const seen = value[field.name] === null ? "null" : "present";
    return { wrong: found.wrong, said: [...found.said, [place(field), seen]] };
  }
  const wrong = isOptional(field) ? [] : [`${path}: is missing and not optional`];
  return { wrong, said: [[place(field), "absent"]] };
}

function indexed(type, key) {
  const starts = ({ keyType }) => !keyType.texts || key.startsWith(keyType.texts[0]);
  return checker.getIndexInfosOfType(type).find(starts)?.type;
}

function isOptional(field) {
  return (field.flags & ts.SymbolFlags.Optional) !== 0;
}

function place({ declarations: [declaration] }) {
  return `${declaration.getSourceFile().fileName}:${declaration.pos}`;
}

/** All fields that can be reached from a type. */
function collect(type, path, known = new Set()) {
  if (known.has(type)) return;
  known.add(type);
  if (type.isUnion()) for (const member of type.types) collect(member, path, known);
  else if (checker.isArrayLikeType(type))
    for (const item of checker.getTypeArguments(type)) collect(item, `${path}[]`, known);
  else if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
    for (const { keyType, type: item } of checker.getIndexInfosOfType(type))
      collect(item, `${path}${keyType.texts?.[0].slice(0, -1) ?? "[key]"}`, known);
    for (const field of checker.getPropertiesOfType(type)) {
      const own = checker.getTypeOfSymbol(field);
      const nullable = own.isUnion() && own.types.some(({ flags }) => flags & ts.TypeFlags.Null);
      const name = `${path}${path && "."}${field.name}`;
      fields.set(place(field), { name, nullable, optional: isOptional(field), seen: new Set() });
      collect(own, name, known);
    }
  }
}

collect(scripts, "");
const wrong = new Set();
for (const [key, content] of JSON.parse(readFileSync(data, "utf8"))) {
  const script = checker.getPropertyOfType(scripts, key);
  const type = script ? checker.getTypeOfSymbol(script) : indexed(scripts, key);
  if (script) fields.get(place(script)).seen.add("present");
  const found = type
    ? check(content, type, key.replace(/\/.*/, ""))
    : { wrong: [`${key}: is no data script`], said: [] };
  for (const text of found.wrong) wrong.add(text);
  for (const [at, what] of found.said) fields.get(at).seen.add(what);
}
for (const { name, nullable, optional, seen } of fields.values()) {
  if (!seen.has("present")) wrong.add(`${name}: is declared and never written`);
  else if (optional && !seen.has("absent")) wrong.add(`${name}: is optional and always written`);
  else if (nullable && !seen.has("null")) wrong.add(`${name}: is never null`);
}
process.stdout.write([...wrong].sort().join("\n"));
