// ExampleNetwork
