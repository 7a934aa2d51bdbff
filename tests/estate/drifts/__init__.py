"""Every kind of thing of the estate, changed or lost behind the estate's back."""

from . import balancer, cluster, identity, network, reach, scaling, services, storage

DRIFTS = (
    *network.DRIFTS,
    *reach.DRIFTS,
    *identity.DRIFTS,
    *storage.DRIFTS,
    *cluster.DRIFTS,
    *balancer.DRIFTS,
    *services.DRIFTS,
    *scaling.DRIFTS,
)
