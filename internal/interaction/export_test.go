package interaction

// HurryAfter is after how many records followers are hurried.
const HurryAfter = hurryAfter

// Page is how many records are read at once.
const Page = page

// HeadPage is how many heads are read at once.
const HeadPage = headPage
