package api

// routes is the table: every route of the server, who may use it, how much it
// takes, and the verb behind it.
func (a *API) routes() []route {
	return []route{
		{"GET", "/healthz", anyone, none, "Is the process alive?", do(a.healthz)},

		{"POST", "/auth/register", anyone, small, "Make an account and sign in", withHeaders(201, a.register)},
		{"POST", "/auth/login", anyone, small, "Sign in", withHeaders(200, a.login)},
		{"POST", "/auth/logout", signedIn, small, "Sign out", withHeaders(204, a.logout)},
		{"GET", "/auth/me", signedIn, none, "Who am I?", do(a.me)},
	}
}
