/** Pictures of a line each, drawn for this extension in a square of 16. Their shapes tell them apart without their colour. */
export const icons = {
  /** A tick in a circle. */
  good: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM5 8.2l2.1 2.1L11.2 6',
  /** A bar and a dot in a circle. */
  information: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM8 7.3v4M8 4.8v.4',
  /** A bar and a dot in a triangle. */
  warning: 'M8 2 14.8 14H1.2zM8 6.4v3.6M8 11.8v.3',
  /** A cross in an octagon. */
  bad: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  /** Two sheets. */
  copy: 'M5.5 5.5h8v9h-8zM10.5 5.5v-4h-8v9h3',
  /** Two lines that cross. */
  cross: 'M4 4l8 8M12 4l-8 8',
  /** A tick. */
  tick: 'M3.5 8.4 6.6 11.5 12.6 4.8',
  /** A star. */
  leader: 'm8 1.8 1.9 4 4.4.6-3.2 3 .8 4.3L8 11.6l-3.9 2.1.8-4.3-3.2-3 4.4-.6z',
  /** A circle. */
  follower: 'M8 3a5 5 0 1 1 0 10a5 5 0 0 1 0-10z',
  /** A circle that is half there. */
  learner: 'M8 3a5 5 0 0 0 0 10zM10 3.4a5 5 0 0 1 2.4 2.2M12.9 7.3v1.4M12.4 10.4a5 5 0 0 1-2.4 2.2',
  /** A question mark in a circle. */
  unknown: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM6.2 6.3a1.8 1.8 0 1 1 2.7 1.5c-.6.4-.9.7-.9 1.4M8 11.3v.2',
  /** A page with lines. */
  bytes: 'M2.5 3.5h4M8.5 3.5h5M2.5 8h5M9.5 8h4M2.5 12.5h3M7.5 12.5h6',
} as const;
