"""Tracks of particles in FVCOM output, computed once more and in another way than the library does it: by numpy, in
degrees rather than in a plane, by looking at every element for every point.  Slow and straightforward on purpose.

The method is that of docs/numerics.md: element velocities to nodes by least-squares gradients and inverse distances,
linear in the triangle and between two times, or FVCOM's own, an element's value and gradient; the classical Runge-Kutta
method of order four."""
import datetime

import netCDF4
import numpy as np

EARTH_RADIUS = 6371000.0  # [m], as in FVCOM


class Mesh:
    """Triangles with corners in degrees (spherical) or metres, elements and nodes in the file's order."""

    def __init__(self, data):
        names = ("lon", "lat") if "lon" in data.variables else ("x", "y")
        self.spherical = names[0] == "lon"
        self.node = np.stack([np.asarray(data[name][:], dtype=np.float64) for name in names], axis=1)
        self.corner = np.asarray(data["nv"][:]).T.astype(int) - 1
        a, b, c = (self.node[self.corner[:, k]] for k in range(3))
        negative = cross(b - a, c - a) < 0
        self.corner[negative] = self.corner[negative][:, ::-1]
        self.centroid = self.node[self.corner].mean(axis=1)
        self.elements_at = [[] for _ in self.node]
        sides = {}
        for element, corners in enumerate(self.corner):
            for k in range(3):
                self.elements_at[corners[k]].append(element)
                sides.setdefault(frozenset((corners[k], corners[(k + 1) % 3])), []).append(element)
        self.across = [[] for _ in self.corner]
        for pair in sides.values():
            if len(pair) == 2:
                self.across[pair[0]].append(pair[1])
                self.across[pair[1]].append(pair[0])
        self.coast = np.array([sorted(side) for side, at in sides.items() if len(at) == 1])

    def on_the_ground(self, way, where):
        """A way in the file's coordinates, in metres eastward and northward at the place `where`."""
        if not self.spherical:
            return way
        metres = np.radians(way) * EARTH_RADIUS
        return metres * np.stack([np.cos(np.radians(where[..., 1])), np.ones_like(where[..., 1])], axis=-1)

    def rate(self, velocity, where):
        """The change of coordinates in a second with a velocity [m/s]."""
        if not self.spherical:
            return velocity
        degrees = np.degrees(velocity / EARTH_RADIUS)
        return degrees / np.stack([np.cos(np.radians(where[:, 1])), np.ones(len(where))], axis=1)

    def weights(self, element, points):
        """The weights of an element's three corners at points; element and points in any shapes that fit together."""
        a, b, c = (self.node[self.corner[element, k]] for k in range(3))
        parts = cross(b - points, c - points), cross(c - points, a - points), cross(a - points, b - points)
        return np.stack(parts, axis=-1) / cross(b - a, c - a)[..., None]

    def locate(self, points, guess):
        """For each point its element (-1: none) and the weights of its corners.  Elements are tried one and all, but
        for the guess, which comes first; on an edge both sides give the same velocity."""
        element, weights = guess.copy(), self.weights(guess, points)
        for i in np.flatnonzero(weights.min(axis=1) < 0):
            every = self.weights(np.arange(len(self.corner)), points[i])
            best = np.argmax(every.min(axis=1))
            element[i], weights[i] = best if every[best].min() >= -1e-12 else -1, every[best]
        return element, weights

    def meets_coast(self, start, end):
        """Whether the straight way from start to end meets a boundary edge, for each of them."""
        a, b = self.node[self.coast[:, 0]], self.node[self.coast[:, 1]]
        p, q = start[:, None], end[:, None]
        sides = cross(q - p, a - p) * cross(q - p, b - p)
        ends = cross(b - a, p - a) * cross(b - a, q - a)
        return np.any((sides <= 0) & (ends <= 0), axis=1)

    def gradient(self, element):
        """Neighbours j, and the matrix that makes of F[j] - F[element] how F rises along the two axes of the map
        by which the element becomes equilateral, which is returned too."""
        a, b, c = self.node[self.corner[element]]
        equilateral = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]]) * np.sqrt(2)
        into = np.linalg.solve(np.array([b - a, c - a]), equilateral[1:] - equilateral[0])
        # Whether the neighbours' centroids tell the gradient across all directions: the smallest sum of
        # squares of their distances from a line through the element's own.
        def far_enough(list_):
            offsets = (self.centroid[list_] - self.centroid[element]) @ into
            return len(list_) > 1 and np.linalg.svd(offsets, compute_uv=False)[1] ** 2 > 0.02

        neighbours = sorted(self.across[element])
        ring = set()
        for _ in range(3):
            if far_enough(neighbours):
                break
            members = {element} | ring
            ring = ring | {e for m in members for n in self.corner[m] for e in self.elements_at[n]}
            ring.discard(element)
            neighbours = sorted(ring)
        if not far_enough(neighbours):
            return [], np.zeros((2, 0)), into
        offsets = (self.centroid[neighbours] - self.centroid[element]) @ into
        return neighbours, np.linalg.pinv(offsets), into

    def to_nodes(self):
        """The matrix (nodes, elements) by which values of elements become values of nodes."""
        matrix = np.zeros((len(self.node), len(self.corner)))
        gradients = [self.gradient(e) for e in range(len(self.corner))]
        for n, elements in enumerate(self.elements_at):
            at = self.node[n]
            away = self.on_the_ground(self.centroid[elements] - at, np.broadcast_to(at, (len(elements), 2)))
            share = 1 / np.hypot(away[:, 0], away[:, 1])
            share /= share.sum()
            for e, part in zip(elements, share):
                neighbours, inverse, into = gradients[e]
                rise = ((at - self.centroid[e]) @ into) @ inverse
                matrix[n, e] += part * (1 - rise.sum())
                matrix[n, neighbours] += part * rise
        return matrix


    def own_gradients(self):
        """Of each element the three beyond its sides, (elements, 3), and the matrix that makes of F[those] - F[element]
        the gradient by least squares, (elements, 2, 3); nothing where one is missing, beside a coast."""
        beyond, inverse = np.zeros_like(self.corner), np.zeros((len(self.corner), 2, 3))
        for element, others in enumerate(self.across):
            if len(others) == 3:
                beyond[element] = others
                inverse[element] = np.linalg.pinv(self.centroid[others] - self.centroid[element])
        return beyond, inverse


def cross(u, v):
    return u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]


class Flow:
    """The velocity at any place, sigma (0 at the surface, -1 at the bed) and time; between nodes, or by the elements'
    own gradients; that along the vertical by omega on levels, of the file ("omega") or of what flows together
    ("continuity"), or none.  Layers must have the same sigma at all nodes."""

    def __init__(self, path, vertical="none", by_elements=False):
        with netCDF4.Dataset(path) as data:
            data.set_auto_mask(False)
            self.mesh = Mesh(data)
            text = netCDF4.chartostring(data["Times"][:])
            times = [datetime.datetime.fromisoformat(str(t)[:19]) for t in text]
            self.seconds = np.array([(t - times[0]).total_seconds() for t in times])
            self.layers, self.levels = (data[name][:, 0].astype(np.float64) for name in ("siglay", "siglev"))
            of_elements = np.stack([data[name][:].astype(np.float64) for name in ("u", "v")], axis=3)
            self.omega = data["omega"][:].astype(np.float64)[..., None] if vertical == "omega" else None
            self.thickness = data["h"][:].astype(np.float64) + data["zeta"][:].astype(np.float64)
        self.of_elements, self.at_nodes = of_elements, None
        if by_elements:
            self.beyond, self.inverse = self.mesh.own_gradients()
        else:
            matrix = self.mesh.to_nodes()
            self.at_nodes = np.stack([[matrix @ layer for layer in slice_] for slice_ in of_elements])
        if vertical == "continuity":
            self.omega = np.stack([self.of_continuity(u, d) for u, d in zip(self.at_nodes, self.thickness)])[..., None]

    def of_continuity(self, current, thickness):
        """Omega (levels, nodes) of one slice's current (layers, nodes, 2): what flows together in a layer leaves it through
        its bounds, but for its part of what lifts the surface.  Transports are linear on elements; a node has the mean of
        the elements round it, by area."""
        mesh = self.mesh
        part = -np.diff(self.levels)[:, None]
        narrowed = np.cos(np.radians(mesh.node[:, 1])) if mesh.spherical else np.ones(len(mesh.node))
        metres = np.radians(1) * EARTH_RADIUS if mesh.spherical else 1
        transport = part[..., None] * thickness[:, None] * current
        transport[..., 1] *= narrowed
        a, b, c = (mesh.node[mesh.corner[:, k]] * metres for k in range(3))
        rise = [transport[:, mesh.corner[:, k]] - transport[:, mesh.corner[:, 0]] for k in (1, 2)]
        slope = np.linalg.inv(np.stack([b - a, c - a], axis=1)) @ np.stack(rise, axis=2)  # by direction, of component
        area = cross(b - a, c - a)
        gathered = np.zeros((len(part), len(mesh.node)))
        around = np.zeros(len(mesh.node))
        for k in range(3):
            np.add.at(gathered, (slice(None), mesh.corner[:, k]), area * np.trace(slope, axis1=2, axis2=3))
            np.add.at(around, mesh.corner[:, k], area)
        gathered /= around * narrowed
        omega = np.cumsum(gathered - part * gathered.sum(axis=0), axis=0)
        omega[-1] = 0
        return np.concatenate([np.zeros((1, len(mesh.node))), omega])

    @staticmethod
    def over_depth(field, places, nodes, sigma):
        """A field (places, nodes, components) at some nodes of each point, (points, any), as its element's corners, and
        sigma: linear in between, constant beyond."""
        below = np.clip(np.searchsorted(-places, -sigma), 1, len(places) - 1)
        upper, lower = places[below - 1], places[below]
        share = np.clip((upper - sigma) / (upper - lower), 0, 1)[:, None, None]
        return (1 - share) * field[below[:, None] - 1, nodes] + share * field[below[:, None], nodes]

    def velocity(self, points, sigma, t):
        """(points, 2) [m/s], d sigma / dt [1/s], and which points are in the water."""
        after = int(np.clip(np.searchsorted(self.seconds, t, side="right"), 1, len(self.seconds) - 1))
        begin, end = self.seconds[after - 1], self.seconds[after]
        late = (t - begin) / (end - begin)
        element, weights = self.mesh.locate(points, self.element)
        self.element = np.where(element >= 0, element, self.element)
        nodes = self.mesh.corner[self.element]

        def over(field, places, items):
            return self.over_depth((1 - late) * field[after - 1] + late * field[after], places, items, sigma)

        def at(field, places):
            return np.einsum("ik,ikc->ic", weights, over(field, places, nodes))

        def by_own_gradient():
            e = self.element
            values = over(self.of_elements, self.layers, np.column_stack([e, self.beyond[e]]))
            slope = self.inverse[e] @ (values[:, 1:] - values[:, :1])
            return values[:, 0] + np.einsum("ia,iac->ic", points - self.mesh.centroid[e], slope)

        rise = np.zeros(len(points))
        if self.omega is not None:
            thickness = (1 - late) * self.thickness[after - 1] + late * self.thickness[after]
            rise = at(self.omega, self.levels)[:, 0] / np.einsum("ik,ik->i", weights, thickness[nodes])
        current = by_own_gradient() if self.at_nodes is None else at(self.at_nodes, self.layers)
        return current, rise, element >= 0


def drift(flow, start, sigma, dt, steps):
    """Where the points are after that many steps of dt [s] from the first time, at which sigma, and which of them never
    came upon a coast, the surface or the bed, at no stage of any step."""
    mesh, p, s = flow.mesh, np.array(start, dtype=np.float64), np.array(sigma, dtype=np.float64)
    flow.element = np.zeros(len(p), dtype=int)
    free = np.ones(len(p), dtype=bool)
    for step in range(steps):
        t, rates, rises = step * dt, [], []
        for share in (0, 0.5, 0.5, 1):
            at = p + share * dt * rates[-1] if rates else p
            height = s + share * dt * rises[-1] if rises else s
            free &= ~mesh.meets_coast(p, at) if rates else True
            velocity, rise, inside = flow.velocity(at, height, t + share * dt)
            free &= inside & (height <= 0) & (height >= -1)
            rates.append(mesh.rate(velocity, at)), rises.append(rise)
        to = p + dt / 6 * (rates[0] + 2 * rates[1] + 2 * rates[2] + rates[3])
        up = s + dt / 6 * (rises[0] + 2 * rises[1] + 2 * rises[2] + rises[3])
        free &= ~mesh.meets_coast(p, to) & (up <= 0) & (up >= -1)
        p, s = np.where(free[:, None], to, p), np.where(free, up, s)
    return p, s, free
