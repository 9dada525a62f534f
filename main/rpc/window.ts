/**
 * Items of one subscription that may be on their way or unread. The server stops asking its source beyond that, so a
 * slow reader costs neither side memory; a source that keeps only its latest state then skips what nobody would read.
 */
export const subscriptionWindow = 4;
