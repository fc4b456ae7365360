package interaction

// HurryAfter is after how many records followers are hurried.
const HurryAfter = hurryAfter
