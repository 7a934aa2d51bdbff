"""Every kind of thing of the ground, changed or lost behind the estate's back."""

from . import balancer, cluster, identity, network, reach, storage

DRIFTS = (
    *network.DRIFTS,
    *reach.DRIFTS,
    *identity.DRIFTS,
    *storage.DRIFTS,
    *cluster.DRIFTS,
    *balancer.DRIFTS,
)
