"""The pages of the public site. Each is marked `public`: anybody may open it."""
