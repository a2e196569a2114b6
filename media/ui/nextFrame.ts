/** Puts work off to the next frame, however often it is asked for until then: several messages are drawn as one. */
export function onNextFrame(work: () => void): () => void {
  let isPlanned = false;
  return () => {
    if (!isPlanned) {
      isPlanned = true;
      requestAnimationFrame(() => {
        isPlanned = false;
        work();
      });
    }
  };
}
