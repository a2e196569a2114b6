/** The questions that a connection is made and changed by. Loaded on first use: most windows only connect. */
export { askNewConnection } from './addConnection';
export { askName } from './connectionFields';
export { askConnection } from './connectionForm';
