package account

// A Filter chooses accounts.
type Filter struct {
	After  string // user id of the last account of the page before
	Role   Role   // "" is any
	Status Status // "" is any
}
