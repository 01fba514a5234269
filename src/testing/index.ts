/** `flotilla/testing`: what a kind's author tests a kind with, on any test runner. */
export { kindConformance, type KindCheck, type KindConformanceOptions } from "./kind-conformance.ts";
export { randomValue, randomValues } from "./random-value.ts";
export { Workbench, type Said, type WorkbenchOptions } from "./workbench.ts";
