/** Pictures of a line each for what buttons do, drawn for this extension in a square of 16. */
export const actionIcons = {
  /** Two bars. */
  pause: 'M5.5 3v10M10.5 3v10',
  /** A triangle. */
  resume: 'M4.5 2.8 12.5 8l-8 5.2z',
  /** A line crossed out. */
  clear: 'M2.5 4.5h11M2.5 8h5M2.5 11.5h5M10 8.5l4 4M14 8.5l-4 4',
  /** A plus. */
  add: 'M8 3v10M3 8h10',
  /** An arrow out of a tray. */
  export: 'M8 10V2.5M5 5.2 8 2.3l3 2.9M2.5 9.5v4h11v-4',
  /** An arrow down to a line. */
  follow: 'M8 2.5v8M4.8 7.6 8 10.8l3.2-3.2M3 13.5h10',
  /** Two sheets side by side. */
  compare: 'M2 2.5h5v11H2zM9 2.5h5v11H9zM3.8 6h1.4M10.8 6h1.4M10.8 9h1.4',
  /** A pin. */
  pin: 'M5.5 2h5M6.3 2v4.2L4 9h8L9.7 6.2V2M8 9v5',
  /** A cross. */
  close: 'M4 4l8 8M12 4l-8 8',
} as const;
