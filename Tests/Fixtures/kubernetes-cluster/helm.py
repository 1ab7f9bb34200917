"""Installs a chart as Helm 4 does, with helm-python-sdk.

    helm.py KUBECONFIG NAMESPACE RELEASE CHART
"""

import sys

import helm_python as helm

kubeconfig, namespace, release, chart = sys.argv[1:]
config = helm.Config(kubeconfig_path=kubeconfig, namespace=namespace)
config.install(chart, release, namespace=namespace, timeout=120, wait="watcher")
