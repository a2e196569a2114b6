/** In a process of its own: what the first object costs, the schema's loading included. Prints milliseconds. */
import { createRequire } from 'node:module';

const [, , core = '', hex = ''] = process.argv;
const { decodeValue } = createRequire(core)(core) as typeof import('../../../src/core');
const value = new Uint8Array(Buffer.from(hex, 'hex'));
const start = process.cpuUsage();
decodeValue(value, value);
const { user, system } = process.cpuUsage(start);
process.stdout.write(String((user + system) / 1000));
